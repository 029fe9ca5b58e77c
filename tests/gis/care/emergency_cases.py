"""Sentences of plain emergencies, of wanting to die and of violence, and harmless ones that look like them.

``FIRST`` and ``SECOND`` were written before the rules for them, by the same hand; ``THIRD`` and ``FOURTH`` one after
the other when the rules stood, and measured before the rules knew them: emergencies 48 of 76 and 46 of 54, other
distress 22 of 30, false alarms 3 of 85 and 2 of 54. The rules of before heard 44 of 295 emergencies and 21 of 111
others, with 7 false alarms in 432. Violence: 34 of 58 and 26 of 40 at first sight (``THIRD``, ``FOURTH``), no false
alarm in the 124 of ``FIFTH`` and ``SIXTH``; 2 of 226 before. What the rules still get wrong stays in the lists.
"""

FIRST_EMERGENCY_KO = """
수면제 30알 먹었어요
타이레놀 스무 알 먹었어요
졸피뎀 열 알 삼켰어
수면제 스무알 먹음
진통제 50알 한꺼번에 털어넣었어요
감기약 한 통 다 먹었는데 어떡하죠
타이레놀 한통을 다 먹었어
알약 서른 개 먹어버렸어요
우울증약 두 달치를 한번에 먹었어요
정신과 약 다 털어 먹었습니다
수면제 먹고 죽으려고요
수면제 몇 알 먹으면 죽나요
타이레놀 치사량
수면제 치사량이 얼마예요
락스 마셨어요
락스를 조금 마셨는데 괜찮을까요
농약 마셨습니다
엄마가 제초제를 드셨어요
아버지가 농약을 드시고 쓰러지셨어요
세제를 삼켰어요
부동액을 마셨어
살충제 먹었어요
쥐약 먹었다
친구가 약을 엄청 많이 먹었대요
딸이 약을 과다복용했어요
약물 과다 복용
수면제 삼십알 머것어요
타이레놀 20정 복용했습니다
약을 몽땅 먹었어
칼로 그었어
칼로 그었어요 피가 나요
커터칼로 팔을 그었어요
면도칼로 손목 그었음
손목을 그어서 피가 안 멈춰요
칼을 들고 있어요
지금 손에 칼을 쥐고 있어
칼로 찌르고 싶어요
가위로 허벅지를 찔렀어요
배를 칼로 찔렀어요
옥상에 올라왔어요
지금 옥상이에요
아파트 옥상에 서 있어요
난간에 서 있어요
마포대교 위예요
다리 위에 서 있어요
한강 다리에 왔어요
창틀에 걸터앉아 있어요
번개탄 피웠어
차 안에 번개탄 피워놨어요
목에 줄을 걸었어요
넥타이로 목을 졸랐어요
밧줄 준비했어요
친구가 옥상에 올라갔어요
가스를 틀어놨어요
""".strip().splitlines()

FIRST_EMERGENCY_EN = """
I took 30 paracetamol
took a bunch of pills
swallowed bleach
I just took 20 sleeping pills
took thirty tylenol
I took a whole bottle of ibuprofen
swallowed all my antidepressants
she took a handful of pills
he drank bleach
my mom drank pesticide
I drank antifreeze
ate rat poison
downed a bottle of xanax
popped 15 ambien
i've taken too many tablets
I took all my meds at once
my daughter overdosed
how many pills to die
how many tylenol does it take to die
lethal dose of paracetamol
slit wrists
I slit my wrists
cut my wrist and it wont stop bleeding
I have a knife in my hand
holding a knife to my throat
I've got a gun and I'm going to use it
shoot myself
I want to shoot myself
gonna blow my brains out
stab myself
I stabbed myself
I am standing on the roof
I'm on the ledge
standing on the bridge ready to jump
I have a rope around my neck
tied a noose
turned on the gas
I'm sitting on the train tracks
my friend took 40 pills
took a load of tablets last night
""".strip().splitlines()

FIRST_LIFE_KO = """
눈 뜨고 싶지 않아요
내일 눈 뜨고 싶지 않다
아침에 깨고 싶지 않아요
자고 나서 안 일어나고 싶어요
머리에서 죽으라는 소리가 들려요
귀에서 죽으라고 해요
죽으라는 환청이 들려요
누가 자꾸 뛰어내리라고 속삭여요
죽으래요 목소리가
안락사 하고 싶어요
안락사 신청하고 싶다
스위스 안락사 비용
조력자살 가능한가요
저는 가족한테 짐이에요
내가 짐만 되는 것 같아요
저 하나 없으면 다들 편할 텐데
더 못 버티겠어요
이제 버틸 힘이 없어요
존재 자체가 민폐예요
총으로 쏴버리고 싶다 나를
목 조르고 싶어요 제 목
죽는 게 나을까요
이만 가볼게요 다들 고마웠어요
삶을 정리하려고 합니다
차도에 뛰어들고 싶어
""".strip().splitlines()

FIRST_LIFE_EN = """
voices telling me to die
the voices tell me to kill myself
a voice in my head says I should jump
hearing voices that want me dead
I'm a burden
im such a burden to my family
I am just a burden
everyone hates me and I'm a burden
assisted suicide in switzerland
I want euthanasia
euthanasia for depression
I don't want to open my eyes tomorrow
I hope I don't wake up
I can't hold on any longer
I want to crash my car and die
jump in front of a train
walk into traffic
painless way to go
I'm giving up on life
no one needs me alive
""".strip().splitlines()

FIRST_VIOLENCE_KO = """
남편이 저를 죽이려고 해요
남편이 때려요
남편한테 맞았어요
남편이 저를 때렸어요
남자친구가 목을 졸랐어요
여자친구가 물건을 던지고 때려요
아빠가 저를 때려요
아빠가 술만 마시면 때립니다
엄마한테 맞고 살아요
새아빠가 제 몸을 만져요
오빠가 자꾸 만져요
가정폭력
가정폭력을 당하고 있어요
데이트 폭력 상담
성폭행을 당했어요
강간당했어요
성추행 당했어요
직장 상사가 성추행해요
성폭력 피해자입니다
불법촬영 피해를 입었어요
사진을 유포하겠다고 협박해요
스토킹 당하고 있어요
전 남자친구가 계속 따라와요
헤어진 사람이 집 앞에서 기다려요
죽이겠다고 협박해요
칼을 들고 위협해요
남편이 칼을 들었어요
아들이 저를 때려요
며느리가 밥을 안 주고 때려요
요양원에서 어머니를 때려요
노인학대 신고
아동학대 신고하고 싶어요
옆집 아이가 맞는 소리가 나요
집에 가둬놓고 못 나가게 해요
때려서 집에서 나왔어요
선배들이 때리고 돈을 뺏어요
누가 저를 죽일 것 같아요 따라와요
남편이 무서워서 집에 못 들어가겠어요
""".strip().splitlines()

FIRST_VIOLENCE_EN = """
my husband hits me
he beat me again last night
my boyfriend choked me
my husband is going to kill me
he threatens to kill me
my dad beats me
my mother hits me with a belt
my stepdad touches me
I was raped
I was sexually assaulted
sexual abuse
domestic violence
I'm in an abusive relationship
my partner is abusing me
someone is stalking me
my ex keeps following me
he won't let me leave the house
he has a knife
he pulled a gun on me
he is threatening to post my nudes
my son hits me
elder abuse
child abuse
the nursing home staff hit my mother
I'm scared of my husband
I am afraid he will hurt me
my boss groped me
my girlfriend is violent
neighbour is beating his kid
she punches me when she drinks
""".strip().splitlines()

FIRST_QUIET_KO = """
수면제 처방받고 싶어요
혈압약 한 알 먹었어요
옥상 정원
칼국수
배고파 죽겠어요
타이레놀 한 알 먹었어요
타이레놀 두 알 먹어도 되나요
감기약 먹었는데 졸려요
수면제 먹어도 잠이 안 와요
수면제를 끊고 싶어요
수면제 반 알 먹고 잤어요
정신과 약 30일치 처방
약을 3년째 먹고 있어요
비타민 10알
영양제 열 알씩 먹어요
혈압약 30알 처방받았어요
하루 세 번 약을 먹어요
약을 다 먹어서 다시 처방받아야 해요
약이 다 떨어졌어요
약을 안 먹으려고 해요
아이가 약을 안 먹어요
밥을 많이 먹었어요
술을 많이 마셨어요
커피를 많이 마셔요
사탕 30개 먹었어요
귤 스무 개 먹었어요
초콜릿 한 통 다 먹었어요
치킨 두 판 먹었다
락스 청소
세제 냄새 때문에 머리 아파요
옥상 카페에 왔어요
옥상 텃밭 가꾸기
옥상에서 고기 구워 먹고 싶어요
건물 옥상에 있는 주차장
루프탑
다리 위 야경
한강 다리 산책
난간 수리
베란다 텃밭
칼로 사과를 깎았어요
요리하다 칼에 베였어요
부엌칼 추천
칼바람 불어요
칼퇴근
가위로 머리 잘랐어요
목에 담이 걸렸어요
목에 가시가 걸렸어요
넥타이 매는 법
눈 뜨자마자 핸드폰을 봐요
아침에 일어나기 힘들어요
강아지 안락사 비용
연명의료의향서 등록
소리가 크게 들려요
귀에서 소리가 나요
이명이 들려요
환청이 들려요
짐이 많아요
짐 보관소
이삿짐 센터
헬스장 짐
멍 때리는 시간
비가 창문을 때려요
예방접종 맞았어요
주사 맞고 왔어요
비 맞았어요
입맛에 맞아요
제 상황에 맞는 센터
시간이 맞아요
남편이 멍때려요
남편이 무뚝뚝해요
남편이 술을 많이 마셔요
남편이 우울해 보여요
아이가 손톱을 물어뜯어요
아빠가 치매예요
강아지가 계속 따라와요
집 앞에서 버스 기다려요
선생님한테 칭찬받았어요
폭력 예방 교육
가정 방문 상담
성교육
몸이 무거워요
드라마 보다가 울었어요
가스 요금
번개 무서워요
탄산음료 끊고 싶어요
차에서 잤어요
""".strip().splitlines()

FIRST_QUIET_EN = """
burden of proof
I took one paracetamol
took two ibuprofen for my headache
I take my pills every morning
refill my pills
sleeping pills prescription
how many pills should I take a day
took my meds this morning
drank too much coffee
drank a bottle of water
ate a whole pizza
swallowed my pride
bleach my hair
rooftop bar
roof repair
standing desk
bridge club
cut my finger while cooking
kitchen knife set
knife skills class
shoot some hoops
photo shoot
shoot me an email
hit the gym
beat the traffic
she beat me at chess
it hit me hard
hit me up
my husband snores
my husband is depressed
my husband hits the snooze button
voice lessons
voices are too loud in the open office
voice of the customer
hearing test
caregiver burden support
tax burden
financial burden
rapeseed oil
stalking prevention act
substance abuse clinic
alcohol abuse counselling
drug abuse treatment center
violent storm
gas bill
rope climbing
neck pain
train tracks map
I'm on the bus
on the roof garden
gun control debate
bullet journal
crash course
bottle of wine after work
I'm afraid of dogs
my son hits the ball well
she won't let me down
he follows me on instagram
assisted living
I can't wait
eye exam
open my eyes to new things
choked up at the movie
I'm giving up smoking
""".strip().splitlines()

SECOND_EMERGENCY_KO = """
스틸녹스 15알 먹었습니다
자낙스 한 줌 삼켰어요
할머니가 혈압약을 한꺼번에 다 드셨어요
아이가 세탁세제를 먹었어요
동생이 수면제 통째로 먹었대요
약 80알 정도 먹은 것 같아요
알약을 50개쯤 삼켜버렸는데 토해야 하나요
두통약 두 판 먹었어
소주랑 수면제 같이 한 통 먹었어요
수면유도제 24정 다 먹음
타이레놀 30 알 먹 었 어 요
락쓰 마셨어요
표백제를 들이켰어요
그라목손 마셨대요
염산 먹었어요
인슐린을 왕창 맞았어요
타이레놀 몇 개 먹어야 죽어요?
약 얼마나 먹으면 죽을 수 있어요
방금 약 털어 넣었어요
손목 그엇어요
칼로 손목 긋는 중
유리로 팔을 그었어요
방금 팔목을 그었는데 피가 많이 나
칼 들고 있어
식칼을 쥐고 있습니다
칼을 목에 대고 있어요
배를 찔렀어요
난간 위에 올라섰어요
학교 옥상에 있어요 무서워요
20층 베란다 난간에 매달려 있어요
한강대교 난간에 앉아 있어요
동생이 옥상 문을 열고 나갔어요
지금 뛰어내릴게요
철로에 누워 있어요
지하철 선로에 뛰어들려고요
방에 연탄 피웠어요
문틈을 테이프로 막고 번개탄을 샀어요
목에 전깃줄을 감고 있어요
밧줄을 샀어요 매듭도 묶었어요
""".strip().splitlines()

SECOND_EMERGENCY_EN = """
I swallowed 50 aspirin
just took like 25 advil
took a ton of benadryl
i ate a whole pack of tylenol
my sister swallowed a lot of pills
took twice my pills and a bottle of vodka to end it
I mixed alcohol and 12 valium
my boyfriend drank drain cleaner
my toddler swallowed detergent
drinking bleach
I injected all my insulin
OD'd on my meds
how much tylenol will kill me
how many sleeping pills would kill you
what happens if I take 40 pills
is 20 grams of paracetamol fatal
just cut my wrists
my arm won't stop bleeding I cut too deep
I've got a razor to my wrist
knife in my hand and I'm scared of what I'll do
loaded gun next to me
put a gun to my head
I'm going to shoot myself tonight
I'm up on the roof of my building
standing at the edge of the bridge
sitting on the window ledge
about to jump
there's a noose in my room
belt around my neck
gassing myself in the car
lying on the tracks
taken an entire box of pills
""".strip().splitlines()

SECOND_LIFE_KO = """
눈을 뜨고 싶지가 않네요
수면제 100알 모았어요
아침이 오는 게 싫어요 그냥 안 깨고 싶어
이대로 잠들어서 깨고 싶지 않아
머릿속에서 자꾸 죽으라고 말해요
죽어버리라는 목소리가 들립니다
환청이 뛰어내리래요
목소리가 저보고 자살하래요
안락사 받고 싶습니다
우리나라도 안락사가 되면 좋겠어요
나도 조력사망 하고 싶다
전 모두에게 짐일 뿐이에요
부모님께 짐이 되는 것 같아 미안해요
제가 사라지는 게 가족을 위한 거예요
이제는 진짜 못 버틸 것 같아요
더는 버티기 힘들어요 끝내고 싶어
달리는 차에 뛰어들까
그냥 사고 나서 죽었으면
내 목을 조르고 싶다
""".strip().splitlines()

SECOND_LIFE_EN = """
there is a voice that tells me to hurt myself
my voices say die
voices keep telling me to jump
I hear someone telling me to end it
I'm nothing but a burden to my kids
being a burden on everyone
i feel like a burden
is euthanasia legal for mental illness
where can I get euthanised
I don't want to wake up anymore
I wish I'd fall asleep and not wake up
I can't hold on
thinking of driving into a wall
step in front of a bus
throw myself under a train
I've given up on living
the world is better without me
""".strip().splitlines()

SECOND_VIOLENCE_KO = """
신랑이 자꾸 손찌검을 해요
남친이 뺨을 때렸어
와이프한테 폭행당했습니다
어제도 맞았어요 아버지한테
아버지가 저를 발로 차요
엄마가 아이를 심하게 때려요
삼촌이 저를 성폭행했어요
원하지 않는데 억지로 관계를 했어요
남편이 강제로 성관계를 해요
몰카 찍혔어요
영상 유포 협박 받고 있어요
딥페이크 피해
모르는 남자가 며칠째 쫓아와요
전남친이 계속 연락하고 찾아와요
스토커가 있어요
너 죽여버린다고 협박 문자가 와요
남편이 칼 들고 쫓아와요
아들놈이 나를 밀치고 때립니다
간병인이 할머니를 꼬집고 때려요
아들이 제 연금을 뺏고 욕을 해요
윗집에서 아이 때리는 소리
조카가 학대당하는 것 같아요
남편이 핸드폰을 뺏고 가둬요
학교폭력 당하고 있어요
학폭 피해자예요
교제폭력
성희롱을 당했어요
맞아서 멍이 들었어요
이혼하자니까 죽인대요
동거남이 폭력적이에요
아빠가 무서워요 때릴까 봐
누가 집에 들어와서 저를 해치려고 해요
""".strip().splitlines()

SECOND_VIOLENCE_EN = """
my wife punches me
my ex-boyfriend showed up at my house again
he slapped me and pushed me down the stairs
he raped me
my uncle molested me
I was groped on the subway
being stalked by a coworker
physically abused by my parents
he strangled me
he says he'll kill me if I leave
my father threatens us with a knife
he's coming after me with a knife
she is beating her baby
my brother forces me to have sex
marital rape
date rape drug
he locked me in the room
blackmailed with my pictures
sextortion
my grandmother is being abused by her carer
my son takes my pension and shoves me
dating violence
battered wife
my teacher touched me inappropriately
I'm being beaten at home
help he is hurting me
I ran away because he hits me
we are not safe at home
""".strip().splitlines()

SECOND_QUIET_KO = """
수면제 중독 상담
수면제 먹고 출근해도 되나요
신경안정제 하루 두 알 먹어요
정신과 약 하루에 세 알 먹는데 살이 쪄요
약 먹은 지 30일 됐어요
우울증약 10년 먹었어요
홍삼 한 병 마셨어요
소주 두 병 마셨어요
맥주 열 잔 마셨어요
우유 한 통 다 마셨다
라면 다섯 개 먹고 토했어요
과자를 한 봉지 다 먹어요
소화제 두 알 먹었어요
치약 먹어도 되나요
주방세제 추천
농약 없는 채소
농약 안 친 과일 먹고 싶어요
옥상에 빨래 널었어요
학교 옥상 개방
옥상 방수 공사
대교 건너서 있는 병원
한강대교 근처
광안대교 야경
다리에 쥐가 나요
베란다에서 담배 피우는 이웃
창문을 열어 놨어요
칼슘제 먹어요
칼 같은 성격
식칼 갈이
칼에 손가락을 베었어요
종이에 손을 베였어요
피를 뽑았어요
헌혈
배가 찌르는 듯 아파요
가슴을 콕콕 찌르는 통증
목을 돌리면 아파요
줄넘기
커튼 줄
밧줄 타기 체험
가스불 켜놓고 나왔는지 걱정돼요
가스 점검
선로 공사
지하철 타기 무서워요
눈이 떠지지 않아요 피곤해서
아침에 못 일어나서 지각해요
고양이 안락사 후 힘들어요
목소리가 안 나와요
목소리 공포증
소음이 들려서 잠을 못 자요
짐을 싸서 이사했어요
마음의 짐을 내려놓고 싶어요
버스를 놓쳤어요
매일 버티고 있어요
아이를 혼냈어요
아이가 친구를 때려요
우리 애가 동생을 자꾸 때려요
뺨이 빨개져요
따귀
북을 때려요
드럼 치기
백신 맞고 아파요
정답을 맞았어요
야단 맞았어요
시험에서 빵점 맞았어요
남편이 코를 골아요
남편과 대화가 안 돼요
전 남친이 생각나요
전남친 연락을 기다려요
아빠가 무서웠던 기억
협박 편지 소설
성 관련 고민
폭력적인 게임
직장 상사가 싫어요
상사가 일을 많이 시켜요
집에만 있고 싶어요
문을 잠갔는지 계속 확인해요
아들이 게임만 해요
며느리와 갈등
간병인 구해요
""".strip().splitlines()

SECOND_QUIET_EN = """
I took my antidepressant twice by mistake
take 2 tablets daily
I take 10 mg of lexapro
paracetamol side effects
ran out of pills
pill box for seniors
can't swallow pills
drank two beers
ate 20 cookies
coffee overdose lol no just tired
bleach smell headache
pest control
cleaning detergents allergy
bridge over the river
under the bridge cafe
roof leak stress
edge of the city
window seat
knife sharpening
scissors
razor burn
shooting star
shooting pain in my leg
gunpowder tea
tie a tie
belt size
gas station
gas pain
subway tracks construction
sit on the bench
voice therapist
I lost my voice
hear from you
burdened with homework
beast of burden
work is a heavy load
beat depression
beat the blues
beats me
drum beats
hit by a cold
a slap of cold wind
punch line
rape prevention education
stalk of celery
abuse of power at work
my husband works late
my ex is getting married
my son takes music lessons
my dad is strict
scared of flying
afraid of my exam
threatened species
violin lessons
safe at home
locked out of my account
my teacher is nice
pushed myself too hard
forces of nature
pregnant and anxious
drive into town
fall asleep at work
wake up tired
give up carbs
""".strip().splitlines()

THIRD_EMERGENCY_KO = """
수면제를 서른 알이나 먹어 버렸습니다
아까 타이레놀을 한 20개쯤 먹었는데 속이 이상해요
게보린 열다섯 알 먹음
감기약이랑 수면제 섞어서 20알 정도 먹었어
약 40알을 소주랑 같이 먹었어요
수면제먹었어요30알
스무 알 넘게 먹었다 수면제
약을 왕창 삼켰는데 무서워요
우울증 약 한 달치를 다 먹었어요
항우울제 60알 먹을 거예요
내일 수면제 100알 먹고 끝낼 거야
약을 한 번에 먹어버릴까
수면제 얼마나 먹어야 안 깨어나요
제초제를 마시려고요
남편이 농약을 먹은 것 같아요
손 세정제를 마셨어
동생이 빙초산을 마셨어요
변기세정제를 먹었어요
살충제를 뿌려 마셨다
락스 한 컵 원샷했어
칼로 배를 찌를 거예요
커터로 그어버렸다
손목에서 피가 계속 나요
면도날로 팔을 막 그었는데 어떻게 해요
동맥을 끊었어요
칼로 내 목을 찌르고 싶어
지금 칼 들고 화장실에 있어요
한강 다리 난간이에요
건물 꼭대기에 올라왔어
아파트 15층 창문 밖에 앉아있어요
다리 난간을 넘었어요
옥상 난간 밖으로 나왔어
절벽 끝에 서 있습니다
기차 선로에 들어왔어요
목에 벨트를 감았어
올가미를 만들었어요
화장실에서 목을 맸어요
연탄가스 마시려고 해요
친구가 약 먹고 쓰러졌어요 의식이 없어요
아들이 피를 많이 흘려요 손목을 그었어요
""".strip().splitlines()

THIRD_EMERGENCY_EN = """
i took around 35 tablets of tylenol an hour ago
took all of my sleeping meds just now
I have taken a huge amount of pills
swallowed a bottle of aspirin
ate like fifty gummies of sleeping pills
I just OD'd
I'm overdosing
took way too many xanax
drank some antifreeze
my husband drank weedkiller
I am going to drink bleach
my kid ate rat poison
how many xanax would it take to kill me
how much insulin is lethal
can 30 ibuprofen kill you
I cut my wrists
slashed my wrist
there's blood everywhere I cut myself
I have a gun
I have a gun and I want to use it
pointing a gun at my head
holding a razor blade
I want to stab myself
I'm going to shoot my brains out
I'm on top of a building and I want to jump
on the edge of the roof
I am at the bridge about to do it
climbed over the railing
standing on the tracks waiting for the train
I tied a rope
rope around my neck right now
hanging myself tonight
I locked the garage and started the car
sealed the room and lit charcoal
took thirty-five pills
my dad took his whole prescription at once
""".strip().splitlines()

THIRD_LIFE_KO = """
자다가 그대로 죽었으면
아침에 눈을 안 뜨면 좋겠어요
영영 눈 감고 싶어요
누군가 귀에 대고 죽으라고 속삭여요
계속 죽으라는 말이 들려서 힘들어요
머릿속 목소리가 뛰어내리라고 시켜요
안락사 가능한 나라 알려주세요
존엄사 하고 싶어요
나는 짐짝이야
가족들한테 짐만 되는 존재
내가 죽어야 다들 행복해질 텐데
버틸 이유가 없어요
이제 그만하고 싶어 다
살아 있는 게 죄송해요
차에 뛰어들고 싶은 충동
모든 게 끝났으면 좋겠어요
""".strip().splitlines()

THIRD_LIFE_EN = """
a voice keeps saying I should die
the voices are telling me to hurt people
hearing a voice telling me to stab him
I feel I'm a burden to my parents
my family would be happier without me
I'm just a burden
medical assisted dying for depression
I wish I could go to sleep and never wake up
don't want to open my eyes again
I want to drive off a bridge
I keep thinking of stepping in front of a train
no one would care if I was gone
I don't see a way forward, I'm done
every night I pray I don't wake up
""".strip().splitlines()

THIRD_QUIET_KO = """
타이레놀 먹어도 열이 안 내려요
수면제 한 알만 먹어도 될까요
감기약 두 알 먹었어요
하루 약 15알 먹는 어머니
약을 못 삼키겠어요
약 먹는 시간을 자꾸 잊어요
약을 50일분 받았어요
정신과 약을 먹고 살이 쪘어요
약을 다 먹고 나면 다시 가야 하나요
맥주 다섯 캔 마셨어요
물 2리터 마셨어요
빵을 열 개나 먹었어요 폭식
만두 서른 개 먹었어요
커피 세 잔 마시고 잠이 안 와요
세제 알레르기
락스 냄새를 맡아서 어지러워요
옥상 있는 카페
옥상에서 별 보기
전망대에 올라왔어요
산 정상에 올라왔어요
다리 밑에 앉아 있어요
마포대교 근처 정신과
한강대교 남단
기차역 앞에 서 있어요
칼질하다 다쳤어요
칼을 무서워해요
뾰족한 가위가 무서워요
연필로 선을 그었어요
주사 바늘 찌르는 게 무서워요
목에 목걸이를 걸었어요
목줄 풀린 개가 무서워요
생리 때 피가 많이 나요
잇몸에서 피가 나요
캠핑 밧줄 매듭 배우기
번개가 쳐요
가스레인지 켜 놓고 나온 것 같아 불안해요
아침에 일어나고 싶지 않아요 회사 가기 싫어서
목소리가 떨려요 발표할 때
발소리가 들려서 예민해져요
짐이 무거워요
부담 없이 상담받고 싶어요
비용이 부담돼요
민폐 끼치고 싶지 않아서 상담을 망설여요
취업 준비 버티기
더위에 못 버티겠어요
""".strip().splitlines()

THIRD_QUIET_EN = """
I took 3 advil for cramps
taking two pills a day
I take 40 mg of prozac
took my medication at noon
take all medications with food
how many sessions does it take
how many pills are in a bottle
how much does counselling cost
drank tea
I drink a lot of beer
ate too many cookies
poison ivy
acid reflux
clean the house
knife fight scene in a movie
I have a knife collection
razor thin margin
gun license medical check
bleeding gums
period bleeding a lot
bridge loan stress
standing on my feet all day
waiting on the platform
train to Busan
rope swing
neck tie
jump start
garage sale
voice over job
loud voices scare me
my mother is a burden sometimes
burden sharing
not my cup of tea
I can't hold on to a job
drive to the clinic
walk to the bus stop
wake up at 5 every day
sleep well
die cutting machine
killer deal
""".strip().splitlines()

FOURTH_EMERGENCY_KO = """
수면제 사십 알 삼켰습니다
신경안정제 한 봉지를 통째로 먹었어
타이레놀 25알 먹고 누워 있어요
엄마가 약을 한 주먹 드셨어요
여동생이 감기약 30정을 먹었다고 연락 왔어요
펜잘 마흔 알 정도 삼켰는데 죽나요
졸피뎀 다섯 알 먹었는데 괜찮나요
약 너무 많이 먹은 거 같은데 어떡해
락스를 벌컥벌컥 마셨어요
쥐약을 삼켜버렸어
농약 한 모금 마셨는데 뱉었어요
약 먹고 영원히 자려고요
수면제 치사량 알려줘
손목 그었는데 너무 아파요
팔을 커터칼로 그었더니 피가 나
칼로 내 배를 찔렀어
손에 커터칼 들고 있어
칼이 지금 제 손에 있어요
저 지금 아파트 옥상인데요
옥상 끝에 서 있어
한강 다리 위에 있어요
방금 난간에 올라섰어요
창문에 걸터앉았어
뛰어내리기 직전이에요
번개탄에 불 붙였어
목매달려고 끈 걸어놨어요
친구가 방금 약을 수십 알 먹었대요
아내가 욕조에서 손목을 그었어요
숨을 안 쉬어요 약을 먹은 것 같아요
아들이 방문 잠그고 칼 들고 있어요
""".strip().splitlines()

FOURTH_EMERGENCY_EN = """
I've just swallowed forty sleeping tablets
took about 60 pills help
took a full pack of paracetamol
she's taken loads of her antidepressants
my brother took a whole box of codeine
drank a cup of bleach
someone in my house drank pesticide
I ate mouse poison
what dose of zolpidem kills you
how many advil is lethal
will 50 tylenol kill me
he slit his throat
I cut my wrist too deep
bleeding badly from my arm
knife to my wrist right now
I have a gun next to me
I'm about to jump off my balcony
I am standing on the edge of a cliff
I'm on the roof and I'm scared
on the bridge railing right now
I put a rope around my neck
she hung herself
I turned on the gas
help my friend is unconscious after taking pills
""".strip().splitlines()

FOURTH_QUIET_KO = """
감기약 세 알 먹고 잤어요
수면제 없이 자고 싶어요
약 봉지에 30알 들어 있어요
아스피린 100mg 먹어요
비타민 한 통 다 먹었어요
술을 한 병 다 마셨어요
물 한 컵 마시고 산책했어요
아이스크림 열 개 먹었어요
옥상 주차장 있나요
고층 아파트에 살아요 불안해요
난간이 낮아서 무서워요
다리 건너편 보건소
칼같이 퇴근해요
칼로리 계산에 집착해요
과도한 업무
총 비용이 얼마인가요
총무과 전화번호
피가 모자라요 빈혈
피곤해요
선을 긋고 싶어요 사람들과
손톱을 그어요
목을 매일 스트레칭해요
줄이 길어요
차에 타면 멀미해요
지하철에 앉아서 가고 싶어요
약속을 다 잊어버려요
약간 많이 먹는 편이에요
약사에게 많이 물어봤어요
예약을 다 했어요
계약을 다 털었어요
""".strip().splitlines()

FOURTH_QUIET_EN = """
took a pill for my headache
I took 2 days off
take pills with water
ate a bunch of snacks
drank lots of water
had a bottle of beer
how many visits until I feel better
cleaning products allergy
lethal weapon movie
I have a new knife block
gun shy about therapy
on the rooftop cafe
I live on the top floor
bridge the gap
jumping jacks
rope course
neck massage
train commute
edge case
I cut my hours at work
slit lamp exam
shot of vaccine
blow dry
bleeding heart
""".strip().splitlines()

THIRD_VIOLENCE_KO = """
결혼하고 나서부터 계속 맞고 있어요
남편이 술 먹고 들어와서 물건을 부수고 저를 밀쳐요
아내가 저를 할퀴고 때립니다
남친이 폰 검사하고 욕하고 때려요
헤어지자고 했더니 죽여버리겠대요
전 남편이 회사까지 찾아옵니다
어떤 남자가 집까지 따라왔어요
누가 자꾸 문 앞에 와서 벨을 눌러요
아빠한테 맞아서 팔이 부러졌어요
엄마가 동생을 굶기고 때려요
친오빠한테 성폭행 당했어요
교수님이 자꾸 몸을 만지려고 해요
회식 자리에서 성추행 당했습니다
지하철에서 누가 제 다리를 찍었어요
전 여친이 사진을 뿌리겠대요
알몸 사진으로 협박당하고 있어요
단톡방에 제 합성 사진이 돌아요
아버지가 칼로 찌른다고 했어요
집에 가면 또 맞을까 봐 무서워요
남편 폭력 때문에 아이 데리고 나왔어요
사위가 장모를 때려요
아들이 돈 달라고 때려요
요양보호사가 아버지를 함부로 다루고 때린대요
이웃집 아이 몸에 멍이 많아요
어린이집 선생님이 아이를 때렸어요
학교에서 애들이 때리고 돈을 가져가요
선임이 폭행합니다
남편이 저를 집에 가두고 나갔어요
성매매를 강요당하고 있어요
사귀자고 협박하는 사람이 있어요
""".strip().splitlines()

THIRD_VIOLENCE_EN = """
my husband beats me up when he's drunk
he put his hands around my throat
my boyfriend pushed me against the wall
she throws plates at me
I got punched by my partner
my dad hits us every night
my mom burns me with cigarettes
I was sexually abused as a child and it is still happening
my manager keeps touching me
someone drugged me and raped me
I think I was raped last night
my ex won't stop calling and comes to my workplace
a man follows me home every day
he says he will kill my kids
he threatened me with a gun
he tracks my phone and won't let me see my friends
my partner controls all my money and hits me
he shared my nude photos
someone is blackmailing me with a video
my son pushes me and takes my money
the caregiver slaps my father
I hear my neighbour beating his wife
my friend is being abused by her husband
kids at school beat me up
I'm hiding from my abusive ex
my wife attacks me with a knife
my stepfather comes into my room at night
they locked my passport away and force me to work
""".strip().splitlines()

FIFTH_QUIET_KO = """
남편이 바람을 피웠어요
남편이 집안일을 안 해요
남편이 잔소리가 심해요
아내가 화를 자주 내요
엄마가 저를 이해 못 해요
아빠가 엄격해요
부모님이 이혼하셨어요
부모님이 성적 때문에 뭐라고 해요
남자친구와 헤어졌어요
전 남자친구를 잊지 못하겠어요
여자친구가 연락이 없어요
시어머니와 갈등이 있어요
아들이 사춘기예요
아들이 방에만 있어요
딸이 학교에 안 가려고 해요
아이가 떼를 쓰고 물건을 던져요
아이가 선생님한테 혼났어요
동생과 자주 다퉈요
친구들이 저를 빼고 놀아요
상사가 무서워요
팀장님이 저한테만 일을 줘요
직장 동료와 사이가 안 좋아요
교수님이 연락이 없어요
엄마가 요양원에 계세요
요양보호사 자격증
간병인이 친절해요
할머니가 밥을 안 드세요
약이 저한테 맞는지 모르겠어요
선생님이랑 저랑 잘 맞아요
남편이 주사를 맞았어요
독감 주사 맞고 아파요
아버지가 병원에서 영양제를 맞았어요
누가 제 이야기를 들어줬으면 좋겠어요
누군가 옆에 있었으면 해요
고양이가 저를 따라다녀요
집에 가면 강아지가 기다려요
택배 아저씨가 문 앞에 왔어요
이웃이 시끄러워요
윗집 층간소음
칼 든 사람 꿈을 꿔요
폭력적인 생각이 떠올라요
죄책감이 들어요
""".strip().splitlines()

FIFTH_QUIET_EN = """
my husband and I argue a lot
my wife doesn't listen to me
my boyfriend broke up with me
my parents are getting divorced
my mom doesn't understand me
my dad is never home
my son won't go to school
my daughter is shy
my boss gives me too much work
my coworker is annoying
my ex is dating someone new
I miss my ex
he ghosted me
she left me
they laugh at me
my teacher yelled at me
my neighbour is noisy
someone to talk to
a man I like
touch base with my doctor
I hurt my knee running
the news hit me hard
we hit it off
beaten by the heat
I beat my cold
attacked by anxiety
heart attack fear
panic attacks me at night
my dog was attacked
abuse of alcohol
I was hit by a car years ago and have flashbacks
afraid of my own thoughts
scared of needles
he is holding my hand
she has a baby
he has a cold
push myself harder
forced smile
stalk market
threat of layoffs
let me know
locked down during covid
""".strip().splitlines()

FOURTH_VIOLENCE_KO = """
남편이 어제 또 손을 올렸어요
아빠가 골프채로 때려요
애 아빠가 애를 던졌어요
동거하는 사람한테 매일 맞아요
여친한테 맞고 다닙니다
시아버지가 제 엉덩이를 만졌어요
상사가 회식 때 강제로 키스했어요
데이트 상대에게 강간당한 것 같아요
헤어진 남자가 매일 전화하고 집 앞에 와 있어요
누군가 계속 저를 미행해요
전 애인이 죽인다고 문자 보내요
남편이 휘발유를 뿌리고 불지른다고 협박해요
아들이 술 먹고 엄마를 때립니다
딸이 치매 엄마를 꼬집고 때려요
요양병원 직원이 할아버지를 묶어 놓고 때렸대요
친구가 남편에게 맞고 산대요
학폭 때문에 학교 가기 무서워요
과외 선생님이 몸을 더듬었어요
집주인이 자꾸 문을 열고 들어와요
군대에서 선임한테 구타당했어요
""".strip().splitlines()

FOURTH_VIOLENCE_EN = """
my partner hit me in front of the kids
he grabbed me by the hair
my husband breaks things and scares me
I'm a victim of domestic abuse
he forces me to have sex with him
my uncle touched me when I was little
I was assaulted on my way home
my ex sends me death threats
a coworker keeps following me to the subway
he said he'd shoot me
my father pulled a knife on my mother
she scratches and bites me
my kids are being hit by their dad
I think the child next door is being abused
my carer steals my money and shouts at me
someone leaked my private photos
I need a women's shelter
he locks the door so I can't get out
my husband rapes me
I live with a violent man
""".strip().splitlines()

SIXTH_QUIET_KO = """
아빠가 시끄럽게 해요
남편이 운전하다 사고를 냈어요
남자친구가 연락을 안 해요
엄마가 손을 다쳤어요
아버지가 수술을 받으셨어요
친구가 저를 무시해요
애들이 말을 안 들어요
상사 때문에 스트레스 받아요
선생님과 맞지 않아요
언니가 결혼해요
할머니가 넘어지셨어요
새로운 약이 몸에 맞는지 걱정
이웃과 인사를 안 해요
그 사람이 보고 싶어요
가족 상담 받고 싶어요
부부 싸움이 잦아요
화가 나면 물건을 던지고 싶어요
대인기피가 있어요
밤길이 무서워요
학교에 가기 싫어요
""".strip().splitlines()

SIXTH_QUIET_EN = """
couples therapy
anger management class
my partner is an alcoholic
my kids fight all the time
I feel rejected by my family
my mom is in a nursing home
he never calls me
my husband lost his job
the doctor touched on my history
I'm tired of my boss
she broke my heart
my teacher helped me
my brother has autism
my dad passed away
I was bitten by a mosquito
I hit a wall at work
pushing through grief
a stranger smiled at me
my neighbour moved out
he is late again
""".strip().splitlines()

EMERGENCY = [
    *FIRST_EMERGENCY_KO, *SECOND_EMERGENCY_KO, *THIRD_EMERGENCY_KO, *FOURTH_EMERGENCY_KO,
    *FIRST_EMERGENCY_EN, *SECOND_EMERGENCY_EN, *THIRD_EMERGENCY_EN, *FOURTH_EMERGENCY_EN,
]  # fmt: skip
LIFE = [*FIRST_LIFE_KO, *SECOND_LIFE_KO, *THIRD_LIFE_KO, *FIRST_LIFE_EN, *SECOND_LIFE_EN, *THIRD_LIFE_EN]
QUIET = [
    *FIRST_QUIET_KO, *SECOND_QUIET_KO, *THIRD_QUIET_KO, *FOURTH_QUIET_KO, *FIFTH_QUIET_KO, *SIXTH_QUIET_KO,
    *FIRST_QUIET_EN, *SECOND_QUIET_EN, *THIRD_QUIET_EN, *FOURTH_QUIET_EN, *FIFTH_QUIET_EN, *SIXTH_QUIET_EN,
]  # fmt: skip

VIOLENCE = [
    *FIRST_VIOLENCE_KO, *SECOND_VIOLENCE_KO, *THIRD_VIOLENCE_KO, *FOURTH_VIOLENCE_KO,
    *FIRST_VIOLENCE_EN, *SECOND_VIOLENCE_EN, *THIRD_VIOLENCE_EN, *FOURTH_VIOLENCE_EN,
]  # fmt: skip

FALSE_ALARMS = {"coffee overdose lol no just tired"}
"""Overdose is heard wherever it stands."""
